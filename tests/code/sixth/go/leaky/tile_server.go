package main

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

const root = "/srv/tiles"

// tuned keeps the memory of the kernel low with many map viewers
type tuned struct{ *net.TCPListener }

func (t tuned) Accept() (net.Conn, error) {
	c, err := t.AcceptTCP()
	if err != nil {
		return nil, err
	}
	if err := c.SetWriteBuffer(2048); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func tiles(w http.ResponseWriter, r *http.Request) {
	p := filepath.Join(root, filepath.Clean("/"+r.URL.Path))
	if filepath.Ext(p) != ".mbtiles" {
		http.NotFound(w, r)
		return
	}
	// 5 to 300 MB each
	http.ServeFile(w, r, p)
}

func main() {
	l, err := net.Listen("tcp", ":8088")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{
		Handler:           http.HandlerFunc(tiles),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       60 * time.Second,
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	go func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
	}()
	if err := srv.Serve(tuned{l.(*net.TCPListener)}); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}
