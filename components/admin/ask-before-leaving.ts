import { useEffect } from 'react';

/** Asks before the page is left, while what it shows is shown nowhere else. */
export function useAskBeforeLeaving(question: string): void {
  useEffect(() => {
    const stay = (event: Event) => event.preventDefault();
    // Links of ours leave without unloading the page.
    function onClick(event: MouseEvent) {
      const link = event.target instanceof Element ? event.target.closest('a[href]:not([target])') : null;
      if (link === null || window.confirm(question)) return;
      event.preventDefault();
      event.stopPropagation();
    }
    // So does the way back, which a browser lets be stopped where it knows the Navigation API (HTML, 7.2.6).
    function onNavigate(event: NavigateEvent) {
      if (event.navigationType !== 'traverse' || !event.cancelable || !event.destination.sameDocument) return;
      if (!window.confirm(question)) event.preventDefault();
    }
    const navigation = 'navigation' in window ? window.navigation : null;
    window.addEventListener('beforeunload', stay);
    document.addEventListener('click', onClick, true);
    navigation?.addEventListener('navigate', onNavigate);
    return () => {
      window.removeEventListener('beforeunload', stay);
      document.removeEventListener('click', onClick, true);
      navigation?.removeEventListener('navigate', onNavigate);
    };
  }, [question]);
}
