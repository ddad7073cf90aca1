// Runs before the first paint, so that neither theme nor language flickers. Keys as in src/local/preferences.
(function () {
  try {
    var root = document.documentElement;
    var theme = localStorage.getItem('qiao.theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    var locale = localStorage.getItem('qiao.locale');
    root.lang = locale === 'en' || (!locale && !/^zh/i.test(navigator.language)) ? 'en' : 'zh-CN';
  } catch (_) {
    // Storage is barred: the system's theme and Chinese stand.
  }
})();
