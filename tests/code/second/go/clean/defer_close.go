package echo

import (
	"errors"
	"io"
	"log"
	"net"
	"time"
)

const idle = 2 * time.Minute

func Serve(ln net.Listener) error {
	delay := 5 * time.Millisecond
	for {
		c, err := ln.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			log.Printf("accept: %v; next try in %v", err, delay)
			time.Sleep(delay)
			if delay *= 2; delay > time.Second {
				delay = time.Second
			}
			continue
		}
		delay = 5 * time.Millisecond
		go handle(c)
	}
}

func handle(c net.Conn) {
	defer c.Close()
	buf := make([]byte, 4096)
	for {
		c.SetDeadline(time.Now().Add(idle))
		n, err := c.Read(buf)
		if n > 0 {
			if _, werr := c.Write(buf[:n]); werr != nil {
				return
			}
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			log.Print(err)
			return
		}
	}
}
