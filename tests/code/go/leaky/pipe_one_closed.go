package relay

import (
	"io"
	"net"
	"sync"
)

func Pipe(a, b net.Conn) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		io.Copy(a, b)
	}()
	go func() {
		defer wg.Done()
		io.Copy(b, a)
	}()
	wg.Wait()
	a.Close()
}

func Serve(l net.Listener, backend string) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			b, err := net.Dial("tcp", backend)
			if err != nil {
				c.Close()
				return
			}
			Pipe(c, b) // expect: close-wait-leak
		}()
	}
}
