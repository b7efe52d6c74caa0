package pump

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"time"
)

type Pump struct {
	mu   sync.Mutex
	line net.Conn
	in   *bufio.Scanner
}

func Open(addr string) (*Pump, error) {
	c, err := net.DialTimeout("tcp", addr, 3*time.Second)
	if err != nil {
		return nil, err
	}
	return &Pump{line: c, in: bufio.NewScanner(c)}, nil
}

func (p *Pump) Close() error { return p.line.Close() }

func (p *Pump) Set(litres int) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := fmt.Fprintf(p.line, "SET %d\r\n", litres); err != nil {
		return "", err
	}
	if !p.in.Scan() { // expect: dead-peer-timeout
		return "", fmt.Errorf("pump is gone: %v", p.in.Err())
	}
	return p.in.Text(), nil
}
