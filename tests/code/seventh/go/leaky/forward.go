package forward

import (
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

// Rule is one line of forwards.conf, e.g. "5433 db-replica-2:5432".
type Rule struct {
	Local  string
	Target string
}

func (r Rule) Serve(stop <-chan struct{}) error {
	ln, err := net.Listen("tcp", r.Local)
	if err != nil {
		return err
	}
	go func() {
		<-stop
		ln.Close()
	}()
	for {
		c, err := ln.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return nil
		case err != nil:
			log.Printf("[%s] accept: %v", r.Local, err)
			time.Sleep(time.Second)
		default:
			go r.one(c.(*net.TCPConn))
		}
	}
}

func (r Rule) one(in *net.TCPConn) {
	d, err := net.DialTimeout("tcp", r.Target, 3*time.Second)
	if err != nil {
		log.Printf("[%s] %s -> %s: %v", r.Local, in.RemoteAddr(), r.Target, err)
		return
	}
	out := d.(*net.TCPConn)
	defer in.Close()
	defer out.Close()

	var wg sync.WaitGroup
	wg.Add(2)
	go pipe(&wg, out, in)
	go pipe(&wg, in, out)
	wg.Wait()
}

func pipe(wg *sync.WaitGroup, dst, src *net.TCPConn) {
	defer wg.Done()
	if _, err := io.Copy(dst, src); err != nil {
		log.Printf("%s -> %s: %v", src.RemoteAddr(), dst.RemoteAddr(), err)
		src.Close()
		dst.Close()
		return
	}
	dst.CloseWrite()
}
