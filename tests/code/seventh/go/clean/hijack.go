package console

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// VNC lets the browser's console widget speak to a virtual machine's display (HTTP upgrade,
// then raw bytes).
type VNC struct {
	Lookup func(ctx context.Context, vm string) (addr string, err error)
}

func (v *VNC) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	addr, err := v.Lookup(r.Context(), r.PathValue("vm"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	d := net.Dialer{Timeout: 2 * time.Second, KeepAlive: 15 * time.Second}
	display, err := d.DialContext(r.Context(), "tcp", addr)
	if err != nil {
		http.Error(w, "display not reachable", http.StatusBadGateway)
		return
	}
	hj, ok := w.(http.Hijacker)
	if !ok {
		display.Close()
		http.Error(w, "no hijack", http.StatusInternalServerError)
		return
	}
	browser, buf, err := hj.Hijack()
	if err != nil {
		display.Close()
		log.Printf("vnc %s: %v", addr, err)
		return
	}
	go splice(browser, buf.Reader, display)
}

func splice(browser net.Conn, early io.Reader, display net.Conn) {
	errc := make(chan error, 2)
	_ = browser.SetDeadline(time.Time{})
	_, err := io.WriteString(browser, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: vnc\r\n\r\n")
	if err != nil {
		errc <- err
	} else {
		go func() {
			_, err := io.Copy(display, early)
			errc <- err
		}()
		go func() {
			_, err := io.Copy(browser, display)
			errc <- err
		}()
	}
	if err := <-errc; err != nil {
		log.Printf("vnc %s: %v", display.RemoteAddr(), err)
	}
	// a display session has no half-close; ending either side ends both
	browser.Close()
	display.Close()
}
