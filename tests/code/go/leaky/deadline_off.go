package meter

import (
	"bufio"
	"fmt"
	"net"
	"time"
)

type meter struct {
	line net.Conn
	in   *bufio.Reader
}

func (m *meter) ask(obis string) (string, error) {
	m.line.SetWriteDeadline(time.Now().Add(2 * time.Second))
	if _, err := fmt.Fprintf(m.line, "READ %s\r\n", obis); err != nil {
		return "", err
	}
	m.line.SetReadDeadline(time.Time{}) // expect: dead-peer-timeout
	return m.in.ReadString('\n')
}

func (m *meter) Close() error { return m.line.Close() }
