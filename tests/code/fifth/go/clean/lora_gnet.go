package main

import (
	"bytes"
	"log"
	"sync"
	"time"

	"github.com/panjf2000/gnet/v2"
)

// LoRa concentrators push packets as lines; gnet does the sockets, we return gnet.Close.

type node struct {
	eui  string
	seen time.Time
}

type loraServer struct {
	gnet.BuiltinEventEngine
	mu    sync.Mutex
	conns map[gnet.Conn]*node
	store func(eui string, pkt []byte)
}

func (s *loraServer) OnOpen(c gnet.Conn) ([]byte, gnet.Action) {
	n := &node{seen: time.Now()}
	c.SetContext(n)
	s.mu.Lock()
	s.conns[c] = n
	s.mu.Unlock()
	return []byte("HELLO\n"), gnet.None
}

func (s *loraServer) OnClose(c gnet.Conn, err error) gnet.Action {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	if err != nil {
		log.Printf("%v: %v", c.RemoteAddr(), err)
	}
	return gnet.None
}

func (s *loraServer) OnTraffic(c gnet.Conn) gnet.Action {
	n := c.Context().(*node)
	s.mu.Lock()
	n.seen = time.Now()
	s.mu.Unlock()
	for {
		buf, err := c.Peek(-1)
		if err != nil {
			return gnet.Close
		}
		i := bytes.IndexByte(buf, '\n')
		if i < 0 {
			if len(buf) > 8192 {
				return gnet.Close
			}
			return gnet.None
		}
		line := append([]byte(nil), buf[:i]...)
		if _, err := c.Discard(i + 1); err != nil {
			return gnet.Close
		}
		if n.eui == "" {
			n.eui = string(line)
			continue
		}
		s.store(n.eui, line)
	}
}

func (s *loraServer) OnTick() (time.Duration, gnet.Action) {
	old := time.Now().Add(-4 * time.Minute)
	s.mu.Lock()
	defer s.mu.Unlock()
	for c, n := range s.conns {
		if n.seen.Before(old) {
			c.Close() // asynchronous, OnClose takes it out of the table
		}
	}
	return 15 * time.Second, gnet.None
}

func main() {
	s := &loraServer{
		conns: map[gnet.Conn]*node{},
		store: func(eui string, p []byte) { log.Printf("%s %d bytes", eui, len(p)) },
	}
	err := gnet.Run(s, "tcp://:1700",
		gnet.WithMulticore(true),
		gnet.WithTicker(true),
		gnet.WithTCPKeepAlive(time.Minute),
		gnet.WithTCPNoDelay(gnet.TCPNoDelay))
	log.Fatal(err)
}
