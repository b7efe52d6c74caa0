package gateway

import (
	"bufio"
	"log"
	"net"
	"time"
)

type Upstream struct {
	addr string
	out  chan<- []byte
}

func (u *Upstream) Run() {
	for {
		if err := u.once(); err != nil {
			log.Printf("upstream: %v", err)
		}
		time.Sleep(5 * time.Second)
	}
}

func (u *Upstream) once() error {
	d := net.Dialer{KeepAlive: -1}
	conn, err := d.Dial("tcp", u.addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	br := bufio.NewReader(conn)
	for {
		frame, err := br.ReadBytes(0x7e)
		if err != nil {
			return err
		}
		u.out <- frame
	}
}
