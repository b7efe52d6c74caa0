package cache

import (
	"errors"
	"time"

	"github.com/gomodule/redigo/redis"
)

// Cache of rendered price tags, in front of the pricing engine.
type Cache struct{ pool *redis.Pool }

func Open(addr string) *Cache {
	return &Cache{pool: &redis.Pool{
		MaxIdle:     10,
		MaxActive:   60,
		Wait:        true,
		IdleTimeout: 3 * time.Minute,
		Dial: func() (redis.Conn, error) {
			return redis.Dial("tcp", addr,
				redis.DialConnectTimeout(2*time.Second),
				redis.DialReadTimeout(time.Second),
				redis.DialWriteTimeout(time.Second))
		},
		TestOnBorrow: func(c redis.Conn, t time.Time) error {
			if time.Since(t) < 30*time.Second {
				return nil
			}
			_, err := c.Do("PING")
			return err
		},
	}}
}

func (c *Cache) Tag(ean string, render func() ([]byte, error)) ([]byte, error) {
	b, err := c.get(ean)
	if err == nil {
		return b, nil
	}
	if !errors.Is(err, redis.ErrNil) {
		return render() // redis down: no cache today
	}
	if b, err = render(); err != nil {
		return nil, err
	}
	return b, c.set(ean, b)
}

func (c *Cache) get(ean string) ([]byte, error) {
	conn := c.pool.Get()
	defer conn.Close()
	return redis.Bytes(conn.Do("GET", "tag:"+ean))
}

func (c *Cache) set(ean string, b []byte) error {
	conn := c.pool.Get()
	defer conn.Close()
	_, err := conn.Do("SETEX", "tag:"+ean, 900, b)
	return err
}

func (c *Cache) Close() error { return c.pool.Close() }
