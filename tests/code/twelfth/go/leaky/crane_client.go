package crane

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"
)

// Client speaks the line protocol of the stacking crane controllers.
// One connection per crane, used by all goroutines.
type Client struct {
	addr string

	mu   sync.Mutex
	conn net.Conn
	rd   *bufio.Reader
}

func New(addr string) *Client { return &Client{addr: addr} }

func (c *Client) ensure() error {
	if c.conn != nil {
		return nil
	}
	conn, err := net.DialTimeout("tcp", c.addr, 3*time.Second)
	if err != nil {
		return fmt.Errorf("crane %s: %w", c.addr, err)
	}
	c.conn = conn
	c.rd = bufio.NewReader(conn)
	return nil
}

func (c *Client) drop() {
	if c.conn != nil {
		c.conn.Close()
		c.conn, c.rd = nil, nil
	}
}

// Do sends one command and returns the controller's answer.
func (c *Client) Do(cmd string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()

	if err := c.ensure(); err != nil {
		return "", err
	}
	if _, err := c.conn.Write([]byte(cmd + "\r\n")); err != nil {
		c.drop()
		return "", err
	}
	line, err := c.rd.ReadString('\n')
	if err != nil {
		c.drop()
		return "", fmt.Errorf("crane %s: %w", c.addr, err)
	}
	line = strings.TrimRight(line, "\r\n")
	if rest, ok := strings.CutPrefix(line, "NAK "); ok {
		return "", fmt.Errorf("crane %s refused %q: %s", c.addr, cmd, rest)
	}
	return line, nil
}

func (c *Client) Position() (aisle, bay, level int, err error) {
	s, err := c.Do("POS?")
	if err != nil {
		return
	}
	_, err = fmt.Sscanf(s, "POS %d %d %d", &aisle, &bay, &level)
	return
}

func (c *Client) Close() {
	c.mu.Lock()
	c.drop()
	c.mu.Unlock()
}
