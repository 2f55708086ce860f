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
