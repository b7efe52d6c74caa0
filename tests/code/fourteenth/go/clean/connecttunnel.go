package egress

import (
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

type halfCloser interface{ CloseWrite() error }

// Tunnel implements CONNECT for the build agents.
func Tunnel(allow func(hostport string) bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || !allow(r.Host) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		up, err := net.DialTimeout("tcp", r.Host, 5*time.Second)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer up.Close()

		hj, ok := w.(http.Hijacker)
		if !ok {
			http.Error(w, "cannot tunnel", http.StatusInternalServerError)
			return
		}
		down, rw, err := hj.Hijack()
		if err != nil {
			log.Printf("connect %s: %v", r.Host, err)
			return
		}
		defer down.Close()
		limit := time.Now().Add(time.Hour)
		up.SetDeadline(limit)
		down.SetDeadline(limit)
		if _, err := io.WriteString(down, "HTTP/1.1 200 Connection Established\r\n\r\n"); err != nil {
			return
		}

		var wg sync.WaitGroup
		wg.Add(2)
		go pipe(&wg, up, rw)
		go pipe(&wg, down, up)
		wg.Wait()
	}
}

func pipe(wg *sync.WaitGroup, dst net.Conn, src io.Reader) {
	defer wg.Done()
	if _, err := io.Copy(dst, src); err != nil {
		dst.Close()
		return
	}
	if hc, ok := dst.(halfCloser); ok {
		hc.CloseWrite()
	}
}
