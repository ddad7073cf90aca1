/** Space kept from the window's edges, pixels. */
const MARGIN = 8;
const GAP = 4;

/**
 * Keeps a floating element at its anchor while it is on screen: below, or above where there is more room. Fixed, so
 * that no scrolling table cuts it off. An attachment for the floating element.
 */
export function anchoredTo(anchor: () => HTMLElement | null): (floating: HTMLElement) => () => void {
  return (floating) => {
    const place = (): void => {
      const at = anchor()?.getBoundingClientRect();
      if (!at) return;
      const height = floating.offsetHeight;
      const below = innerHeight - at.bottom - GAP - MARGIN;
      const above = at.top - GAP - MARGIN;
      const up = height > below && above > below;
      const left = Math.max(MARGIN, Math.min(at.left, innerWidth - floating.offsetWidth - MARGIN));
      Object.assign(floating.style, {
        position: 'fixed',
        left: `${left}px`,
        top: up ? 'auto' : `${at.bottom + GAP}px`,
        bottom: up ? `${innerHeight - at.top + GAP}px` : 'auto',
        minWidth: `${at.width}px`,
        maxHeight: `${Math.max(120, up ? above : below)}px`,
      });
    };
    place();
    const seen = new ResizeObserver(place);
    seen.observe(floating);
    addEventListener('scroll', place, { capture: true, passive: true });
    addEventListener('resize', place);
    return () => {
      seen.disconnect();
      removeEventListener('scroll', place, { capture: true });
      removeEventListener('resize', place);
    };
  };
}
