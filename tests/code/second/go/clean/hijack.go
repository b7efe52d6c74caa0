package upgrade

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

type Handler func(rw *bufio.ReadWriter, c net.Conn) error

func Upgrade(proto string, h Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != proto {
			http.Error(w, "upgrade required", http.StatusUpgradeRequired)
			return
		}
		hj, ok := w.(http.Hijacker)
		if !ok {
			http.Error(w, "cannot", http.StatusInternalServerError)
			return
		}
		c, rw, err := hj.Hijack()
		if err != nil {
			return
		}
		go run(c, rw, proto, h)
	}
}

func run(c net.Conn, rw *bufio.ReadWriter, proto string, h Handler) {
	defer c.Close()
	c.SetDeadline(time.Time{})
	fmt.Fprintf(rw, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: %s\r\nConnection: Upgrade\r\n\r\n", proto)
	if rw.Flush() != nil {
		return
	}
	if err := h(rw, c); err != nil && !errors.Is(err, net.ErrClosed) {
		c.SetWriteDeadline(time.Now().Add(time.Second))
		fmt.Fprintln(c, "error:", err)
	}
}
