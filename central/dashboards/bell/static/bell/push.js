// The switch "tell me in this browser": hidden where the browser cannot, and right after every change.
const part = document.querySelector('[data-push-key]')
const supported = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
// The digests of the addresses at which the platform tells this person: a browser may keep one that it forgot.
const told = new Set(part?.dataset.told.split(' '))

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0))
const token = () => part.querySelector('[name=csrfmiddlewaretoken]').value
const digest = async (address) => {
  const summed = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(address))
  return Array.from(new Uint8Array(summed), (each) => each.toString(16).padStart(2, '0')).join('')
}
const post = async (address, subscription) => {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token() },
    body: JSON.stringify(subscription),
  })
  if (!answer.ok) throw new Error(String(answer.status))
}

const show = (state) => {
  for (const each of part.querySelectorAll('[data-when]')) each.hidden = !each.dataset.when.split(' ').includes(state)
}

const current = async () => (await navigator.serviceWorker.ready).pushManager.getSubscription()

const state = async () => {
  if (Notification.permission === 'denied') return 'denied'
  const subscription = await current()
  return subscription && told.has(await digest(subscription.endpoint)) ? 'on' : 'off'
}

const turnOn = async () => {
  if ((await Notification.requestPermission()) !== 'granted') return
  // One that the platform forgot, or that was made for another key of it.
  await (await current())?.unsubscribe()
  const { pushManager } = await navigator.serviceWorker.ready
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(part.dataset.pushKey) })
  try {
    await post(part.dataset.subscribe, subscription)
  } catch (error) {
    await subscription.unsubscribe()
    throw error
  }
  told.add(await digest(subscription.endpoint))
}

const turnOff = async () => {
  const subscription = await current()
  if (!subscription) return
  await post(part.dataset.leave, subscription)
  told.delete(await digest(subscription.endpoint))
  await subscription.unsubscribe()
}

const doing = (work) => async () => {
  try {
    await work()
    show(await state())
  } catch {
    show('failed')
  }
}

if (part && supported) {
  part.querySelector('[data-turn-on]').addEventListener('click', doing(turnOn))
  part.querySelector('[data-turn-off]').addEventListener('click', doing(turnOff))
  await doing(() => navigator.serviceWorker.register('/bell-worker.js', { scope: '/' }))()
} else if (part) {
  show('unsupported')
}
