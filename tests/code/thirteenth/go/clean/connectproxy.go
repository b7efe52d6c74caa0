package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

type connectProxy struct {
	dial    net.Dialer
	allowed map[string]bool
}

func (p *connectProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect || !p.allowed[r.Host] {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 6*time.Second)
	defer cancel()
	up, err := p.dial.DialContext(ctx, "tcp", r.Host)
	if err != nil {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	defer up.Close()

	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "cannot hijack", http.StatusInternalServerError)
		return
	}
	down, rw, err := hj.Hijack()
	if err != nil {
		log.Printf("hijack: %v", err)
		return
	}
	defer down.Close()
	if _, err := rw.WriteString("HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		return
	}
	if err := rw.Flush(); err != nil {
		return
	}

	limit := time.Now().Add(2 * time.Hour)
	down.SetDeadline(limit)
	up.SetDeadline(limit)
	var wg sync.WaitGroup
	wg.Add(2)
	pipe := func(dst net.Conn, src io.Reader) {
		defer wg.Done()
		io.Copy(dst, src)
		if hc, ok := dst.(interface{ CloseWrite() error }); ok {
			hc.CloseWrite()
		}
	}
	go pipe(up, rw)
	go pipe(down, up)
	wg.Wait()
}

func main() {
	srv := &http.Server{
		Addr:              ":8888",
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       time.Minute,
		Handler: &connectProxy{
			dial:    net.Dialer{KeepAlive: 30 * time.Second},
			allowed: map[string]bool{"registry.internal:443": true, "git.internal:443": true},
		},
	}
	log.Fatal(srv.ListenAndServe())
}
