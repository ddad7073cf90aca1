/**
 * Calls `read` when the page may be gone the next moment: it is reloaded, closed, or only hidden, for a phone ends hidden pages
 * without a word. What stands in a box and waits to be left is read then. The answer ends it; `$effect` takes it as its end.
 */
export function beforeGone(read: () => void): () => void {
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') read();
  };
  window.addEventListener('beforeunload', read);
  document.addEventListener('visibilitychange', hidden);
  return () => {
    window.removeEventListener('beforeunload', read);
    document.removeEventListener('visibilitychange', hidden);
  };
}
