package miniredis

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

type Conn struct {
	nc net.Conn
	br *bufio.Reader
}

func Dial(addr, password string) (*Conn, error) {
	nc, err := net.DialTimeout("tcp", addr, 3*time.Second)
	if err != nil {
		return nil, err
	}
	c := &Conn{nc: nc, br: bufio.NewReader(nc)}
	if password != "" {
		reply, err := c.Do("AUTH", password)
		if err != nil {
			return nil, err
		}
		if reply != "OK" {
			nc.Close()
			return nil, errors.New("redis: " + reply)
		}
	}
	return c, nil
}

func (c *Conn) Do(args ...string) (string, error) {
	c.nc.SetDeadline(time.Now().Add(2 * time.Second))
	var sb strings.Builder
	fmt.Fprintf(&sb, "*%d\r\n", len(args))
	for _, a := range args {
		fmt.Fprintf(&sb, "$%d\r\n%s\r\n", len(a), a)
	}
	if _, err := c.nc.Write([]byte(sb.String())); err != nil {
		return "", err
	}
	line, err := c.br.ReadString('\n')
	return strings.TrimLeft(strings.TrimSpace(line), "+-"), err
}

func (c *Conn) Close() error { return c.nc.Close() }
