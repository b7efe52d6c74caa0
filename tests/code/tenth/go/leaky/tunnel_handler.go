package tunnel

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

type Handler struct {
	Allow  map[string]bool
	Dialer *net.Dialer
	Logf   func(string, ...interface{})
}

func New(allow []string) *Handler {
	h := &Handler{
		Allow:  map[string]bool{},
		Dialer: &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second},
		Logf:   log.Printf,
	}
	for _, a := range allow {
		h.Allow[a] = true
	}
	return h
}

// ServeHTTP answers CONNECT host:port for the build farm's egress.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		http.Error(w, "CONNECT only", http.StatusMethodNotAllowed)
		return
	}
	if !h.Allow[r.Host] {
		http.Error(w, "destination not allowed", http.StatusForbidden)
		return
	}
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "cannot tunnel over this protocol", http.StatusHTTPVersionNotSupported)
		return
	}
	client, buf, err := hj.Hijack()
	if err != nil {
		h.Logf("hijack: %v", err)
		return
	}
	_ = client.SetDeadline(time.Time{})

	ctx, cancel := context.WithTimeout(context.Background(), 6*time.Second)
	defer cancel()
	up, err := h.Dialer.DialContext(ctx, "tcp", r.Host)
	if err != nil {
		h.Logf("connect %s for %s: %v", r.Host, r.RemoteAddr, err)
		io.WriteString(client, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
		return
	}
	defer up.Close()
	defer client.Close()

	if _, err := io.WriteString(client, "HTTP/1.1 200 Connection Established\r\n\r\n"); err != nil {
		return
	}
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { defer wg.Done(); pump(up, buf) }()
	go func() { defer wg.Done(); pump(client, up) }()
	wg.Wait()
}

func pump(dst net.Conn, src io.Reader) {
	_, err := io.Copy(dst, src)
	if cw, ok := dst.(interface{ CloseWrite() error }); ok && err == nil {
		_ = cw.CloseWrite()
		return
	}
	_ = dst.Close()
}
