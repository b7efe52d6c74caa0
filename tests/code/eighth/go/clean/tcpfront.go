package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

const idle = 10 * time.Minute

// ticking pushes the deadline of both ends on with every block that passes either way.
type ticking struct{ from, other *net.TCPConn }

func (t ticking) Read(p []byte) (int, error) {
	n, err := t.from.Read(p)
	if n > 0 {
		dl := time.Now().Add(idle)
		t.from.SetDeadline(dl)
		t.other.SetDeadline(dl)
	}
	return n, err
}

type writerOnly struct{ io.Writer }

func half(dst, src *net.TCPConn, wg *sync.WaitGroup) {
	defer wg.Done()
	_, err := io.Copy(writerOnly{dst}, ticking{src, dst})
	if err == nil {
		err = dst.CloseWrite() // src is at its end; the answer may still be coming
	}
	if err != nil {
		// nothing more to hope for, wake up the other direction
		now := time.Now()
		dst.SetDeadline(now)
		src.SetDeadline(now)
	}
}

func relay(ctx context.Context, client *net.TCPConn, backend string) {
	defer client.Close()
	d := net.Dialer{Timeout: 4 * time.Second}
	up, err := d.DialContext(ctx, "tcp", backend)
	if err != nil {
		log.Printf("%s: %v", client.RemoteAddr(), err)
		return
	}
	server := up.(*net.TCPConn)
	defer server.Close()
	dl := time.Now().Add(idle)
	client.SetDeadline(dl)
	server.SetDeadline(dl)
	var wg sync.WaitGroup
	wg.Add(2)
	go half(server, client, &wg)
	half(client, server, &wg)
	wg.Wait()
}

func main() {
	listen := flag.String("l", ":5432", "")
	backend := flag.String("b", "10.20.0.4:5432", "")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		<-ctx.Done()
		ln.Close()
	}()
	slots := make(chan struct{}, 2000)
	var wg sync.WaitGroup
	for {
		slots <- struct{}{}
		c, err := ln.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				break
			}
			<-slots
			log.Print(err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		wg.Add(1)
		go func() {
			defer func() { <-slots; wg.Done() }()
			relay(ctx, c.(*net.TCPConn), *backend)
		}()
	}
	wg.Wait()
}
