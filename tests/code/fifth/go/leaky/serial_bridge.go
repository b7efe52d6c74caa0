package bridge

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// Console access to rack switches over an HTTP upgrade ("Upgrade: console").

type Port interface {
	io.ReadWriter
	Lock(user string) error
	Unlock()
}

type Bridge struct {
	mu    sync.Mutex
	ports map[string]Port
}

func (b *Bridge) port(name string) Port {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ports[name]
}

func (b *Bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := b.port(r.URL.Query().Get("port"))
	if p == nil {
		http.NotFound(w, r)
		return
	}
	if r.Header.Get("Upgrade") != "console" {
		http.Error(w, "upgrade wanted", http.StatusUpgradeRequired)
		return
	}
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "no hijacking here", http.StatusInternalServerError)
		return
	}
	conn, rw, err := hj.Hijack()
	if err != nil {
		return
	}
	conn.SetDeadline(time.Time{})

	if err := p.Lock(r.Header.Get("X-User")); err != nil {
		fmt.Fprintf(rw, "HTTP/1.1 423 Locked\r\nContent-Length: %d\r\n\r\n%v", len(err.Error()), err)
		rw.Flush()
		conn.Close()
		return
	}
	defer p.Unlock()

	fmt.Fprint(rw, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: console\r\nConnection: Upgrade\r\n\r\n")
	rw.Flush()

	quit := make(chan struct{})
	go func() {
		defer close(quit)
		buf := make([]byte, 256)
		for {
			conn.SetReadDeadline(time.Now().Add(20 * time.Minute))
			n, err := rw.Read(buf)
			if err != nil {
				return
			}
			p.Write(buf[:n])
		}
	}()
	drainPort(p, rw.Writer, quit)
}

func drainPort(p Port, w *bufio.Writer, quit <-chan struct{}) {
	buf := make([]byte, 1024)
	for {
		select {
		case <-quit:
			return
		default:
		}
		n, err := p.Read(buf) // the serial driver returns 0, nil every 100 ms
		if err != nil {
			return
		}
		if n > 0 {
			w.Write(buf[:n])
			if w.Flush() != nil {
				return
			}
		}
	}
}
