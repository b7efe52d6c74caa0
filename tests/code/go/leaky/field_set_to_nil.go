package line

import (
	"bufio"
	"net"
	"sync"
	"time"
)

type Line struct {
	addr string
	mu   sync.Mutex
	conn net.Conn
}

func (l *Line) Ask(q string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn == nil {
		c, err := net.DialTimeout("tcp", l.addr, time.Second)
		if err != nil {
			return "", err
		}
		l.conn = c
	}
	if _, err := l.conn.Write([]byte(q + "\n")); err != nil {
		l.conn = nil // expect: close-wait-leak
		return "", err
	}
	s, err := bufio.NewReader(l.conn).ReadString('\n')
	if err != nil {
		l.conn.Close()
		l.conn = nil
	}
	return s, err
}
