package vmapi

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

type Guest interface {
	// Serial connects to the guest's serial port.
	Serial() (net.Conn, error)
}

var errGone = errors.New("guest is not running")

type Handler struct {
	Lookup func(name string) (Guest, error)
}

// ServeHTTP attaches the caller to the serial console, as `vmctl console` does.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	guest, err := h.Lookup(r.URL.Query().Get("guest"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "cannot take over", http.StatusInternalServerError)
		return
	}
	conn, buf, err := hj.Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	conn.SetDeadline(time.Time{})

	serial, err := guest.Serial()
	if err != nil {
		log.Printf("console %s: %v", r.RemoteAddr, err)
		status := http.StatusBadGateway
		if errors.Is(err, errGone) {
			status = http.StatusConflict
		}
		fmt.Fprintf(buf, "HTTP/1.1 %d %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status, http.StatusText(status))
		buf.Flush()
		return
	}
	defer conn.Close()
	defer serial.Close()

	fmt.Fprint(buf, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: serial\r\n\r\n")
	if err := buf.Flush(); err != nil {
		return
	}
	done := make(chan struct{}, 2)
	go func() {
		io.Copy(serial, buf)
		done <- struct{}{}
	}()
	go func() {
		io.Copy(conn, serial)
		done <- struct{}{}
	}()
	<-done // either side going ends it, the deferred closes free the other copy
}
