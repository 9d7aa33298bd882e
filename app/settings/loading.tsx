import { SettingsSkeleton } from '#components/settings/settings-skeleton.tsx';

export default function SettingsLoading() {
  return <SettingsSkeleton />;
}
