const rows = ['a', 'b', 'c', 'd', 'e', 'f'];

/** User Settings before it is there, in the same places. */
export function SettingsSkeleton() {
  return (
    <div aria-busy="true">
      <p className="sr-only" role="status">
        Loading your runtimes
      </p>
      <div className="top">
        <div className="skeleton h-6 w-32" />
        <div className="skeleton ml-auto size-7 rounded-full!" />
      </div>
      <div className="page">
        <div className="skeleton h-7 w-64" />
        <div className="skeleton mt-2 h-4 w-full max-w-lg" />
        <div className="mt-12 mb-3 flex flex-wrap gap-2">
          <div className="skeleton h-8 w-16 rounded-full!" />
          <div className="skeleton h-8 w-28 rounded-full!" />
          <div className="skeleton h-8 w-28 rounded-full!" />
        </div>
        <div className="card grid gap-6 p-5">
          {rows.map((row) => (
            <div key={row} className="flex items-center gap-3">
              <div className="skeleton size-8" />
              <div className="skeleton h-4 w-2/5" />
              <div className="skeleton ml-auto h-8 w-28" />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
