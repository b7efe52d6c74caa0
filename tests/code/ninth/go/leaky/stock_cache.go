package stock

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/gomodule/redigo/redis"
)

var ErrSoldOut = errors.New("sold out")

type Cache struct {
	pool *redis.Pool
}

func NewCache(addr string) *Cache {
	return &Cache{pool: &redis.Pool{
		MaxIdle:     8,
		MaxActive:   64,
		Wait:        true,
		IdleTimeout: 4 * time.Minute,
		Dial: func() (redis.Conn, error) {
			return redis.Dial("tcp", addr,
				redis.DialConnectTimeout(2*time.Second),
				redis.DialReadTimeout(time.Second),
				redis.DialWriteTimeout(time.Second))
		},
	}}
}

func key(sku int64) string { return "stock:" + strconv.FormatInt(sku, 10) }

// Level returns the units on hand.
func (c *Cache) Level(ctx context.Context, sku int64) (int, error) {
	conn, err := c.pool.GetContext(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	return redis.Int(conn.Do("GET", key(sku)))
}

// Reserve takes n units off; the sweeper puts them back after 15 minutes.
func (c *Cache) Reserve(ctx context.Context, sku int64, n int, order string) error {
	conn, err := c.pool.GetContext(ctx)
	if err != nil {
		return err
	}
	left, err := redis.Int(conn.Do("DECRBY", key(sku), n))
	if err != nil {
		conn.Close()
		return err
	}
	if left < 0 {
		if _, err := conn.Do("INCRBY", key(sku), n); err != nil {
			conn.Close()
			return err
		}
		return ErrSoldOut
	}
	_, err = conn.Do("SET", "hold:"+order, n, "EX", 900)
	conn.Close()
	return err
}
