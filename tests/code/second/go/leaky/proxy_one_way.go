package proxy

import (
	"io"
	"log"
	"net"
)

type Forwarder struct {
	Target string
}

func (f *Forwarder) ListenAndServe(addr string) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	defer ln.Close()
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		go f.forward(c)
	}
}

func (f *Forwarder) forward(client net.Conn) {
	up, err := net.Dial("tcp", f.Target)
	if err != nil {
		log.Printf("dial %s: %v", f.Target, err)
		client.Close()
		return
	}
	done := make(chan struct{})
	go func() {
		io.Copy(up, client)
		up.Close()
		close(done)
	}()
	io.Copy(client, up)
	<-done
}
