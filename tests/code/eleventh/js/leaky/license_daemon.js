"use strict"

const net = require("net")
const seats = require("./lib/seats")

const MAX_CLIENTS = 200
const IDLE_MS = 90000

let clients = 0

// Wire format, one line each way:
//   C: CHECKOUT <product> <host> <nonce>
//   S: OK <lease> | BUSY <retry secs> | DENY <reason>
// The CAD plugin sends CHECKOUT right after connecting.

function deny(sock, why) {
  sock.removeAllListeners("data")
  sock.resume()
  sock.end(`DENY ${why}\n`)
}

const daemon = net.createServer({ noDelay: true }, (sock) => {
  sock.on("error", (e) => console.error("lic:", e.code, sock.remoteAddress))

  if (clients >= MAX_CLIENTS) {
    console.warn("lic: at capacity, turning away", sock.remoteAddress)
    sock.write("BUSY 30\n")
    sock.destroy()
    return
  }

  clients++
  let line = ""
  sock.setEncoding("ascii")
  sock.setTimeout(IDLE_MS)
  sock.on("timeout", () => sock.destroy())
  sock.on("close", () => {
    clients--
    seats.giveBackAll(sock)
  })

  sock.on("data", (d) => {
    line += d
    let nl
    while ((nl = line.indexOf("\n")) >= 0) {
      const words = line.slice(0, nl).trim().split(/\s+/)
      line = line.slice(nl + 1)
      if (words[0] !== "CHECKOUT" || words.length !== 4) {
        deny(sock, "syntax")
        return
      }
      const lease = seats.take(words[1], words[2], words[3], sock)
      sock.write(lease ? `OK ${lease}\n` : "DENY none-left\n")
    }
    if (line.length > 512) deny(sock, "too-long")
  })
})

daemon.listen(27009, "0.0.0.0", 511, () => console.log("license daemon ready"))
process.on("SIGTERM", () => daemon.close())
