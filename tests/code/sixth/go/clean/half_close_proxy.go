package main

import (
	"flag"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

type halfCloser interface {
	net.Conn
	CloseWrite() error
}

func shovel(dst, src halfCloser, idle time.Duration) (n int64, err error) {
	buf := make([]byte, 32*1024)
	for {
		src.SetReadDeadline(time.Now().Add(idle))
		r, rerr := src.Read(buf)
		if r > 0 {
			dst.SetWriteDeadline(time.Now().Add(idle))
			w, werr := dst.Write(buf[:r])
			n += int64(w)
			if werr != nil {
				return n, werr
			}
		}
		if rerr == io.EOF {
			return n, dst.CloseWrite()
		}
		if rerr != nil {
			return n, rerr
		}
	}
}

func join(a, b halfCloser, idle time.Duration) {
	var wg sync.WaitGroup
	for _, p := range [][2]halfCloser{{a, b}, {b, a}} {
		wg.Add(1)
		go func(dst, src halfCloser) {
			defer wg.Done()
			if _, err := shovel(dst, src, idle); err != nil {
				// wakes the other direction up
				a.Close()
				b.Close()
			}
		}(p[0], p[1])
	}
	wg.Wait()
	a.Close()
	b.Close()
}

func main() {
	from := flag.String("l", ":3307", "listen")
	to := flag.String("t", "db:3306", "target")
	idle := flag.Duration("idle", 10*time.Minute, "idle limit")
	flag.Parse()
	l, err := net.Listen("tcp", *from)
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go func() {
			t, err := net.DialTimeout("tcp", *to, 5*time.Second)
			if err != nil {
				log.Print(err)
				c.Close()
				return
			}
			join(c.(*net.TCPConn), t.(*net.TCPConn), *idle)
		}()
	}
}
