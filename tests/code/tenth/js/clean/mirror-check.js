'use strict'
// Compares Last-Modified of our package mirrors with the master, for the wall display.

const http = require('http')

const agent = new http.Agent({ keepAlive: true, maxSockets: 4, maxFreeSockets: 2 })
const mirrors = require('./mirrors.json')

function head (base) {
  return new Promise((resolve, reject) => {
    const req = http.get(base + '/timestamp.txt', { agent, timeout: 10000 })
    req.on('timeout', () => req.destroy(new Error('timeout')))
    req.on('error', reject)
    req.on('response', res => {
      if (res.statusCode === 301 || res.statusCode === 302) {
        res.resume()
        reject(new Error('redirects to ' + res.headers.location))
        return
      }
      if (res.statusCode !== 200) {
        res.resume()
        reject(new Error('status ' + res.statusCode))
        return
      }
      if (Number(res.headers['content-length']) > 4096) {
        // somebody serves a login page here, not worth draining
        res.destroy()
        reject(new Error('that is no timestamp'))
        return
      }
      const parts = []
      let size = 0
      res.on('data', d => {
        size += d.length
        if (size > 4096) res.destroy(new Error('endless timestamp'))
        else parts.push(d)
      })
      res.on('error', reject)
      res.on('end', () => resolve(new Date(Buffer.concat(parts).toString().trim())))
    })
  })
}

async function report () {
  const master = await head(mirrors.master)
  const rows = await Promise.all(mirrors.list.map(async m => {
    try {
      const t = await head(m.url)
      return { name: m.name, lag: Math.round((master - t) / 60000) }
    } catch (e) {
      return { name: m.name, error: e.message }
    }
  }))
  for (const r of rows) {
    console.log(r.name.padEnd(24), r.error ? 'ERR ' + r.error : r.lag + ' min behind')
  }
}

report()
  .catch(e => { console.error('master:', e.message); process.exitCode = 2 })
  .finally(() => agent.destroy())
