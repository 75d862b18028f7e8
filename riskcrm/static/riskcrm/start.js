/* Before the page is drawn: says that scripts run, so that nothing jumps afterwards. */
document.documentElement.classList.remove("no-js");
