package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"
)

// Outgoing CONNECT proxy for the build agents; only our artifact hosts are let through.

type proxy struct {
	allow map[string]bool
	dial  *net.Dialer
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		http.Error(w, "CONNECT only", http.StatusMethodNotAllowed)
		return
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil || !p.allow[strings.ToLower(host)] {
		http.Error(w, "not for you", http.StatusForbidden)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
	up, err := p.dial.DialContext(ctx, "tcp", r.Host)
	cancel()
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	rc := http.NewResponseController(w)
	down, brw, err := rc.Hijack()
	if err != nil {
		up.Close()
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	down.SetDeadline(time.Time{})
	if _, err := io.WriteString(down, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		down.Close()
		up.Close()
		return
	}
	go splice(up, down, brw) // both are splice's from here
}

func splice(up, down net.Conn, early io.Reader) {
	defer up.Close()
	defer down.Close()
	ended := make(chan struct{})
	go func() {
		io.Copy(up, early)
		if t, ok := up.(*net.TCPConn); ok {
			t.CloseWrite()
		}
		close(ended)
	}()
	io.Copy(down, up)
	if t, ok := down.(*net.TCPConn); ok {
		t.CloseWrite()
	}
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
	}
}

func main() {
	srv := &http.Server{
		Addr: ":3128",
		Handler: &proxy{
			allow: map[string]bool{"proxy.golang.org": true, "repo.maven.apache.org": true},
			dial:  &net.Dialer{KeepAlive: 30 * time.Second},
		},
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
	}
	log.Fatal(srv.ListenAndServe())
}
