package backup

import (
	"io"
	"net"
)

func Push(addr string, r io.Reader) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	c.(*net.TCPConn).SetWriteBuffer(16 << 10) // expect: send-buffer-limited
	_, err = io.Copy(c, r)
	return err
}
