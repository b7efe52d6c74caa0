package cache

import (
	"bufio"
	"errors"
	"net"
	"time"
)

type Client struct {
	addr string
	free chan net.Conn
}

func (c *Client) get() (net.Conn, error) {
	select {
	case cn := <-c.free:
		return cn, nil
	default:
		return net.DialTimeout("tcp", c.addr, time.Second)
	}
}

func (c *Client) put(cn net.Conn) {
	select {
	case c.free <- cn:
	default:
		cn.Close()
	}
}

func (c *Client) Get(key string) (string, error) {
	cn, err := c.get()
	if err != nil {
		return "", err
	}
	cn.SetDeadline(time.Now().Add(time.Second))
	if _, err := cn.Write([]byte("get " + key + "\r\n")); err != nil {
		cn.Close()
		return "", err
	}
	line, err := bufio.NewReader(cn).ReadString('\n')
	if err != nil {
		cn.Close()
		return "", err
	}
	if line == "END\r\n" {
		return "", errors.New("miss") // expect: close-wait-leak
	}
	c.put(cn)
	return line, nil
}
