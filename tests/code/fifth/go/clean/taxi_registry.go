package taxi

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"sync"
	"time"
)

type car struct {
	id   string
	conn net.Conn
	mu   sync.Mutex // one writer at a time
	once sync.Once
}

func (c *car) tell(msg string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	_, err := fmt.Fprintf(c.conn, "%s\r\n", msg)
	return err
}

func (c *car) hangUp() { c.once.Do(func() { c.conn.Close() }) }

type Registry struct {
	sync.RWMutex
	cars map[string]*car
}

// put replaces an older line of the same car (it has changed the cell) and ends that one.
func (r *Registry) put(c *car) {
	r.Lock()
	old := r.cars[c.id]
	r.cars[c.id] = c
	r.Unlock()
	if old != nil {
		old.hangUp()
	}
}

func (r *Registry) drop(c *car) {
	r.Lock()
	if r.cars[c.id] == c {
		delete(r.cars, c.id)
	}
	r.Unlock()
	c.hangUp()
}

func (r *Registry) Dispatch(id, job string) bool {
	r.RLock()
	c := r.cars[id]
	r.RUnlock()
	if c == nil {
		return false
	}
	if err := c.tell("JOB " + job); err != nil {
		log.Printf("car %s: %v", id, err)
		r.drop(c)
		return false
	}
	return true
}

func (r *Registry) handle(conn net.Conn) {
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	sc := bufio.NewScanner(conn)
	if !sc.Scan() || len(sc.Text()) < 3 {
		conn.Close()
		return
	}
	c := &car{id: sc.Text(), conn: conn}
	r.put(c)
	defer r.drop(c)
	for {
		conn.SetReadDeadline(time.Now().Add(3 * time.Minute))
		if !sc.Scan() {
			return
		}
		if sc.Text() == "PING" && c.tell("PONG") != nil {
			return
		}
	}
}

func ListenAndServe(addr string, r *Registry) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(time.Second / 5)
			continue
		}
		go r.handle(conn)
	}
}
