package shards

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

type Shards struct {
	mu   sync.Mutex
	open map[int]net.Conn
}

// conn dials a shard the first time that it is asked for.
func (s *Shards) conn(n int) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.open[n]; ok {
		return c, nil
	}
	c, err := net.DialTimeout("tcp", fmt.Sprintf("shard%d:4100", n), 3*time.Second)
	if err != nil {
		return nil, err
	}
	s.open[n] = c
	return c, nil
}

func (s *Shards) Put(n int, line string) error {
	c, err := s.conn(n)
	if err != nil {
		return err
	}
	c.SetDeadline(time.Now().Add(time.Second))
	if _, err := io.WriteString(c, line); err != nil {
		s.drop(n)
		return err
	}
	return nil
}

func (s *Shards) drop(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.open[n]; ok {
		c.Close()
		delete(s.open, n)
	}
}

func copyLines(s *Shards, in io.Reader) error {
	lines := bufio.NewScanner(in)
	for n := 0; lines.Scan(); n++ {
		if err := s.Put(n%4, lines.Text()+"\n"); err != nil {
			return err
		}
	}
	return lines.Err()
}

func Main() {
	s := &Shards{open: map[int]net.Conn{}}
	if err := copyLines(s, os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
