package proxy

import (
	"io"
	"net"
	"sync"
	"time"
)

type closeWriter interface{ CloseWrite() error }

func pump(dst, src net.Conn, wg *sync.WaitGroup) {
	defer wg.Done()
	io.Copy(dst, src)
	if cw, ok := dst.(closeWriter); ok {
		cw.CloseWrite() // only half: the other way may still have bytes
	}
}

func Relay(a, b net.Conn) {
	var wg sync.WaitGroup
	wg.Add(2)
	go pump(a, b, &wg)
	go pump(b, a, &wg)
	wg.Wait()
	a.Close()
	b.Close()
}

func Handle(c net.Conn, target string) {
	up, err := net.DialTimeout("tcp", target, 3*time.Second)
	if err != nil {
		c.Close()
		return
	}
	Relay(c, up)
}
