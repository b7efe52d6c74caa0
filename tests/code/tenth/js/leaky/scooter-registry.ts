import { Socket, createServer } from 'net'
import { EventEmitter } from 'events'

type Imei = string

interface Scooter {
  imei: Imei
  sock: Socket
  lastSeen: number
  battery: number
}

const STALE_MS = 10 * 60 * 1000

export class ScooterRegistry extends EventEmitter {
  private byImei = new Map<Imei, Scooter>()

  adopt(imei: Imei, sock: Socket): void {
    const prev = this.byImei.get(imei)
    if (prev && prev.sock !== sock) prev.sock.destroy()
    const s: Scooter = { imei, sock, lastSeen: Date.now(), battery: -1 }
    this.byImei.set(imei, s)
    sock.once('close', () => {
      if (this.byImei.get(imei) === s) {
        this.byImei.delete(imei)
        this.emit('gone', imei)
      }
    })
  }

  beat(imei: Imei, battery: number): void {
    const s = this.byImei.get(imei)
    if (!s) return
    s.lastSeen = Date.now()
    s.battery = battery
  }

  /** drops units that went quiet (basement garages, dead modems) */
  sweep(now = Date.now()): number {
    let n = 0
    for (const [imei, s] of this.byImei) {
      if (now - s.lastSeen < STALE_MS) continue
      this.byImei.delete(imei)
      this.emit('stale', imei)
      n++
    }
    return n
  }
}

const reg = new ScooterRegistry()
setInterval(() => {
  const n = reg.sweep()
  if (n) console.log(`swept ${n} scooters`)
}, 60_000)

createServer((sock) => {
  let imei: Imei | undefined
  let text = ''
  sock.setEncoding('latin1')
  sock.on('error', (e) => console.log('scooter socket', imei, e.message))
  const helloTimer = setTimeout(() => sock.destroy(), 20_000)
  sock.on('close', () => clearTimeout(helloTimer))
  sock.on('data', (d: string) => {
    text += d
    if (text.length > 4096) return void sock.destroy()
    const parts = text.split('#')
    text = parts.pop() ?? ''
    for (const p of parts) {
      const [cmd, id, arg] = p.split(',')
      if (cmd === 'L') {
        clearTimeout(helloTimer)
        imei = id
        reg.adopt(id, sock)
      } else if (cmd === 'H' && imei) reg.beat(imei, Number(arg))
    }
  })
}).listen(7700)
