import { useCallback, useEffect, useRef } from 'react';

/**
 * What is expected happens once, when the person comes back to this window. `onFocus` is called each time they do, and
 * `onRestored` when the browser shows this page again as it was, after the back button.
 */
export function useReturn(onFocus: () => void, onRestored: () => void) {
  const waiting = useRef<(() => void) | null>(null);

  useEffect(() => {
    function back() {
      const then = waiting.current;
      waiting.current = null;
      onFocus();
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
  }, [onFocus, onRestored]);

  return useCallback((then: () => void) => {
    waiting.current = then;
  }, []);
}
