package console

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

type Attacher interface {
	Attach(name string) (io.ReadWriteCloser, error)
}

// Handler upgrades "POST /console/NAME" to a raw byte stream into the VM's serial line.
type Handler struct {
	VMs Attacher
	Log func(format string, a ...any)
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hj, ok := w.(http.Hijacker)
	if !ok || r.Header.Get("Upgrade") != "serial" {
		http.Error(w, "upgrade wanted", http.StatusUpgradeRequired)
		return
	}
	name := r.URL.Path[len("/console/"):]

	conn, buf, err := hj.Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	conn.SetDeadline(time.Now().Add(10 * time.Second))

	vm, err := h.VMs.Attach(name)
	if err != nil {
		h.Log("console %q: %v", name, err)
		fmt.Fprintf(buf, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		buf.Flush()
		return
	}
	defer vm.Close()
	defer conn.Close()

	fmt.Fprintf(buf, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: serial\r\n\r\n")
	if err := buf.Flush(); err != nil {
		return
	}
	conn.SetDeadline(time.Now().Add(8 * time.Hour)) // one shift

	done := make(chan string, 2)
	go func() {
		_, err := io.Copy(vm, buf)
		done <- fmt.Sprint("keyboard: ", err)
	}()
	go func() {
		_, err := io.Copy(conn, vm)
		done <- fmt.Sprint("screen: ", err)
	}()
	h.Log("console %q: %s", name, <-done)
	if tc, ok := conn.(*net.TCPConn); ok {
		tc.CloseWrite()
	}
}
