package feed

import (
	"bufio"
	"net"
)

type Feed struct {
	addr string
	conn net.Conn
	r    *bufio.Reader
}

func (f *Feed) connect() error {
	c, err := net.Dial("tcp", f.addr)
	if err != nil {
		return err
	}
	f.conn = c // expect: close-wait-leak
	f.r = bufio.NewReader(c)
	return nil
}

func (f *Feed) Next() (string, error) {
	for {
		line, err := f.r.ReadString('\n')
		if err == nil {
			return line, nil
		}
		if err := f.connect(); err != nil { // expect: close-wait-leak
			return "", err
		}
	}
}
