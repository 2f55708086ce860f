// Shows what the platform tells while no page is open, and opens the page that it is about. Caches nothing.
addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

addEventListener('push', (event) => {
  const told = event.data?.json() ?? {}
  if (!told.title) return
  event.waitUntil(registration.showNotification(told.title, {
    body: told.body, tag: told.tag, timestamp: told.at, lang: told.language, data: { path: told.path },
    icon: '/static/kit/icon-192.png',
  }))
})

// A push service gave this browser another address: the platform hears of it at once, if its owner is still logged in.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0))
addEventListener('pushsubscriptionchange', (event) => event.waitUntil((async () => {
  const answer = await fetch('/bell/browsers/renewal')
  if (!answer.ok || answer.redirected) return
  const { token, key, subscribe } = await answer.json()
  const subscription = event.newSubscription
    ?? await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })
  await fetch(subscribe, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token }, body: JSON.stringify(subscription),
  })
})()))

addEventListener('notificationclick', (event) => {
  event.notification.close()
  const address = new URL(event.notification.data?.path ?? '/bell/', location.origin)
  // Only our own pages, whatever a message says.
  if (address.origin !== location.origin) return
  event.waitUntil((async () => {
    const open = await clients.matchAll({ type: 'window', includeUncontrolled: true })
    // A page that shows something else keeps what was typed into it.
    const page = open.find((each) => each.url === address.href)
    return page ? page.focus() : clients.openWindow(address.href)
  })())
})
