package sshmux

import (
	"container/list"
	"net"
	"sync"
	"time"
)

type item struct {
	host string
	conn net.Conn
	last time.Time
	busy bool
}

// Cache keeps the control connections to the most recently used build hosts.
type Cache struct {
	mu    sync.Mutex
	limit int
	order *list.List
	by    map[string]*list.Element
	ttl   time.Duration
	quit  chan struct{}
}

func New(limit int, ttl time.Duration) *Cache {
	c := &Cache{limit: limit, ttl: ttl, order: list.New(), by: map[string]*list.Element{}, quit: make(chan struct{})}
	go c.sweeper()
	return c
}

// Do runs fn on the host's connection and keeps it, unless fn fails.
func (c *Cache) Do(host string, fn func(net.Conn) error) error {
	it, err := c.checkout(host)
	if err != nil {
		return err
	}
	_ = it.conn.SetDeadline(time.Now().Add(30 * time.Second))
	err = fn(it.conn)
	c.checkin(it, err == nil)
	return err
}

func (c *Cache) checkout(host string) (*item, error) {
	c.mu.Lock()
	if e, ok := c.by[host]; ok {
		it := e.Value.(*item)
		c.remove(e)
		c.mu.Unlock()
		return it, nil
	}
	c.mu.Unlock()
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(host, "2200"), 5*time.Second)
	if err != nil {
		return nil, err
	}
	return &item{host: host, conn: conn}, nil
}

func (c *Cache) checkin(it *item, healthy bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, present := c.by[it.host]
	if !healthy || present || c.limit == 0 {
		it.conn.Close()
		return
	}
	it.last = time.Now()
	c.by[it.host] = c.order.PushFront(it)
	for c.order.Len() > c.limit {
		c.remove(c.order.Back()).conn.Close()
	}
}

func (c *Cache) remove(e *list.Element) *item {
	it := c.order.Remove(e).(*item)
	delete(c.by, it.host)
	return it
}

func (c *Cache) sweeper() {
	t := time.NewTicker(c.ttl / 2)
	defer t.Stop()
	for {
		select {
		case <-c.quit:
			return
		case now := <-t.C:
			c.mu.Lock()
			for e := c.order.Back(); e != nil && now.Sub(e.Value.(*item).last) > c.ttl; e = c.order.Back() {
				c.remove(e).conn.Close()
			}
			c.mu.Unlock()
		}
	}
}

func (c *Cache) Close() {
	close(c.quit)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.limit = 0
	for e := c.order.Front(); e != nil; e = c.order.Front() {
		c.remove(e).conn.Close()
	}
}
