package edge

import (
	"container/list"
	"net"
	"sync"
	"time"
)

// connCache parks idle backend connections, oldest out first.
type connCache struct {
	mu    sync.Mutex
	limit int
	ttl   time.Duration
	order *list.List // of *parked, front = most recent
	byKey map[string][]*list.Element
}

type parked struct {
	key string
	c   net.Conn
	at  time.Time
}

func newConnCache(limit int, ttl time.Duration) *connCache {
	cc := &connCache{limit: limit, ttl: ttl, order: list.New(), byKey: map[string][]*list.Element{}}
	go cc.janitor()
	return cc
}

// unlink wants the lock
func (cc *connCache) unlink(e *list.Element) *parked {
	p := cc.order.Remove(e).(*parked)
	es := cc.byKey[p.key]
	for i := range es {
		if es[i] == e {
			cc.byKey[p.key] = append(es[:i], es[i+1:]...)
			break
		}
	}
	if len(cc.byKey[p.key]) == 0 {
		delete(cc.byKey, p.key)
	}
	return p
}

func (cc *connCache) Get(key string) (net.Conn, error) {
	cc.mu.Lock()
	if es := cc.byKey[key]; len(es) > 0 {
		p := cc.unlink(es[len(es)-1])
		cc.mu.Unlock()
		if time.Since(p.at) < cc.ttl {
			return p.c, nil
		}
		p.c.Close()
	} else {
		cc.mu.Unlock()
	}
	return net.DialTimeout("tcp", key, 3*time.Second)
}

// Put takes c over; broken ones are hung up here.
func (cc *connCache) Put(key string, c net.Conn, err error) {
	if err != nil || c.SetDeadline(time.Time{}) != nil {
		c.Close()
		return
	}
	var victim net.Conn
	cc.mu.Lock()
	if cc.order.Len() >= cc.limit {
		victim = cc.unlink(cc.order.Back()).c
	}
	e := cc.order.PushFront(&parked{key, c, time.Now()})
	cc.byKey[key] = append(cc.byKey[key], e)
	cc.mu.Unlock()
	if victim != nil {
		victim.Close()
	}
}

func (cc *connCache) janitor() {
	for range time.Tick(cc.ttl / 2) {
		cc.mu.Lock()
		for e := cc.order.Back(); e != nil && time.Since(e.Value.(*parked).at) > cc.ttl; e = cc.order.Back() {
			cc.unlink(e).c.Close()
		}
		cc.mu.Unlock()
	}
}

// Call does one exchange with a backend.
func (cc *connCache) Call(key string, req []byte, resp []byte) (n int, err error) {
	c, err := cc.Get(key)
	if err != nil {
		return 0, err
	}
	defer func() { cc.Put(key, c, err) }()
	c.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err = c.Write(req); err != nil {
		return 0, err
	}
	return c.Read(resp)
}
