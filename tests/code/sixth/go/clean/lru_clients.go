package tenantrpc

import (
	"container/list"
	"errors"
	"net"
	"net/rpc"
	"sync"
	"time"
)

type entry struct {
	tenant string
	cl     *rpc.Client
	users  int
	gone   bool
}

// Clients keeps at most Max RPC clients; the least recently used ones are closed as soon as nobody calls over them.
type Clients struct {
	Max    int
	Lookup func(tenant string) (addr string, err error)

	mu  sync.Mutex
	lru *list.List
	by  map[string]*list.Element
}

func (c *Clients) lease(tenant string) (*entry, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lru == nil {
		c.lru, c.by = list.New(), map[string]*list.Element{}
	}
	if el := c.by[tenant]; el != nil {
		c.lru.MoveToFront(el)
		e := el.Value.(*entry)
		e.users++
		return e, nil
	}
	addr, err := c.Lookup(tenant)
	if err != nil {
		return nil, err
	}
	nc, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return nil, err
	}
	e := &entry{tenant: tenant, cl: rpc.NewClient(nc), users: 1}
	c.by[tenant] = c.lru.PushFront(e)
	for c.lru.Len() > c.Max {
		c.expel(c.lru.Back())
	}
	return e, nil
}

func (c *Clients) expel(el *list.Element) {
	e := c.lru.Remove(el).(*entry)
	delete(c.by, e.tenant)
	e.gone = true
	if e.users == 0 {
		e.cl.Close()
	}
}

func (c *Clients) giveBack(e *entry, broken bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e.users--
	switch {
	case e.gone && e.users == 0:
		e.cl.Close()
	case broken && !e.gone:
		c.expel(c.by[e.tenant])
	}
}

func (c *Clients) Call(tenant, method string, args, reply any) error {
	e, err := c.lease(tenant)
	if err != nil {
		return err
	}
	call := e.cl.Go(method, args, reply, make(chan *rpc.Call, 1))
	t := time.NewTimer(5 * time.Second)
	defer t.Stop()
	select {
	case <-call.Done:
		err = call.Error
	case <-t.C:
		err = errors.New(tenant + ": " + method + " timed out")
	}
	var remote rpc.ServerError
	c.giveBack(e, err != nil && !errors.As(err, &remote))
	return err
}
