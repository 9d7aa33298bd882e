import { useCallback, useEffect, useRef } from 'react';

/**
 * Calls `onReturn` when the person comes back to this window after `expect()`, once. And calls `onRestored` when the
 * browser shows this page again as it was, after the back button.
 */
export function useReturn(onRestored: () => void) {
  const waiting = useRef<(() => void) | null>(null);

  useEffect(() => {
    function back() {
      const then = waiting.current;
      waiting.current = null;
      then?.();
    }
    function restored(event: PageTransitionEvent) {
      if (event.persisted) onRestored();
    }
    window.addEventListener('focus', back);
    window.addEventListener('pageshow', restored);
    return () => {
      window.removeEventListener('focus', back);
      window.removeEventListener('pageshow', restored);
    };
  }, [onRestored]);

  return useCallback((then: () => void) => {
    waiting.current = then;
  }, []);
}
