import net from 'node:net'
import { createGzip } from 'node:zlib'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream'

// Receives the log stream of one edge node per connection and stores it gzipped.

const DIR = process.env.LOG_DIR ?? '/data/edge-logs'
const open = new Set()

function store (sock) {
  const name = `${sock.remoteAddress.replace(/[^\w.]/g, '_')}-${Date.now()}.gz`
  const zip = createGzip({ level: 4 })
  const file = createWriteStream(`${DIR}/${name}`)
  let bytes = 0

  open.add(sock)
  sock.setKeepAlive(true, 120_000)

  sock.on('data', chunk => {
    bytes += chunk.length
    if (!zip.write(chunk)) {
      sock.pause()
      zip.once('drain', () => sock.resume())
    }
  })
  sock.on('end', () => zip.end())
  sock.on('error', err => console.warn(`${name}: ${err.code} after ${bytes}`))
  sock.on('close', () => {
    open.delete(sock)
    if (!zip.writableEnded) zip.end()
    console.log(`${name}: ${bytes} bytes`)
  })

  zip.pipe(file)
  zip.on('error', err => {
    console.error(`${name}: gzip ${err.message}`)
    file.destroy()
    sock.destroy()
  })
  finished(file, err => {
    if (!err) return
    // disk full or gone; the node will keep its spool and dial again
    console.error(`${name}: ${err.message}`)
    zip.destroy()
    sock.destroy()
  })
}

const server = net.createServer(store)
server.maxConnections = 500
server.on('error', err => {
  console.error(err)
  process.exit(1)
})
server.listen(6514)

process.on('SIGTERM', () => {
  server.close()
  for (const s of open) s.end()
  setTimeout(() => open.forEach(s => s.destroy()), 10_000).unref()
})
