// Bridges the browser-side terminal relay to the AS/400 telnet hosts.
// started by systemd, one instance per branch
import net from 'node:net'
import { readFileSync } from 'node:fs'

const hosts = JSON.parse(readFileSync(process.argv[2] ?? '/etc/tn-bridge.json', 'utf8'))
const LISTEN = 5250
let active = 0

function pickHost () {
  return hosts[Math.floor(Math.random() * hosts.length)]
}

const bridge = net.createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 }, client => {
  const target = pickHost()
  const label = `${client.remoteAddress}:${client.remotePort} -> ${target.name}`
  active++

  const host = net.connect({ host: target.addr, port: target.port, noDelay: true, keepAlive: true })
  client.pipe(host)
  host.pipe(client)

  host.once('connect', () => console.log(`${label} up (${active} active)`))

  client.on('error', err => {
    console.error(`${label} operator side: ${err.code}`)
    host.destroy()
  })
  client.on('close', () => {
    active--
    host.destroy()
    console.log(`${label} down`)
  })

  host.on('error', err => {
    console.error(`${label} host side: ${err.code}`)
  })
  host.on('end', () => client.end())

  host.setTimeout(15 * 60_000, () => {
    // operators lock their screens over lunch; both ends go after a quarter of an hour
    console.log(`${label} idle`)
    host.destroy()
    client.destroy()
  })
})

bridge.on('error', err => {
  console.error('bridge', err)
  process.exitCode = 1
})
bridge.listen(LISTEN, '127.0.0.1', () => console.log(`bridge for ${hosts.length} hosts on ${LISTEN}`))
