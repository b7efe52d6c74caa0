package console

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

const magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// Peer is an upgraded browser connection.
type Peer struct {
	nc net.Conn
	rd *bufio.Reader
}

func (p *Peer) Close() error { return p.nc.Close() }

func upgrade(w http.ResponseWriter, r *http.Request) (p *Peer, err error) {
	key := r.Header.Get("Sec-WebSocket-Key")
	if key == "" {
		http.Error(w, "not a websocket request", http.StatusBadRequest)
		return nil, errors.New("no key")
	}
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "unsupported", http.StatusInternalServerError)
		return nil, errors.New("no hijacker")
	}
	nc, rw, err := hj.Hijack()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			nc.Close()
		}
	}()

	if err = nc.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return nil, err
	}
	sum := sha1.Sum([]byte(key + magic))
	_, err = fmt.Fprintf(rw, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
		base64.StdEncoding.EncodeToString(sum[:]))
	if err != nil {
		return nil, err
	}
	if err = rw.Flush(); err != nil {
		return nil, err
	}
	return &Peer{nc: nc, rd: rw.Reader}, nil
}

// Handler serves the plant console; feed yields ready made frames.
func Handler(feed func(stop <-chan struct{}) <-chan []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, err := upgrade(w, r)
		if err != nil {
			return
		}
		defer p.Close()

		stop := make(chan struct{})
		go func() {
			defer close(stop)
			buf := make([]byte, 512)
			for {
				// browsers answer our pings, anything at all counts as alive
				p.nc.SetReadDeadline(time.Now().Add(time.Minute))
				if _, err := p.rd.Read(buf); err != nil {
					return
				}
			}
		}()
		ping := time.NewTicker(20 * time.Second)
		defer ping.Stop()
		frames := feed(stop)
		for {
			var b []byte
			select {
			case <-stop:
				return
			case f, ok := <-frames:
				if !ok {
					return
				}
				b = f
			case <-ping.C:
				b = []byte{0x89, 0}
			}
			p.nc.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if _, err := p.nc.Write(b); err != nil {
				return
			}
		}
	}
}
