package ingest

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/segmentio/kafka-go"
)

type Batcher struct {
	r    *kafka.Reader
	pool *pgxpool.Pool
}

func New(ctx context.Context, dsn string, brokers []string) (*Batcher, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = 6
	cfg.MaxConnIdleTime = time.Minute
	cfg.ConnConfig.ConnectTimeout = 4 * time.Second
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	r := kafka.NewReader(kafka.ReaderConfig{Brokers: brokers, GroupID: "ingest", Topic: "clicks", MaxBytes: 4 << 20})
	return &Batcher{r, pool}, nil
}

func (b *Batcher) Close() error {
	b.pool.Close()
	return b.r.Close()
}

func (b *Batcher) collect(ctx context.Context) ([]kafka.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var ms []kafka.Message
	for len(ms) < 1000 {
		m, err := b.r.FetchMessage(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			break
		}
		if err != nil {
			return nil, err
		}
		ms = append(ms, m)
	}
	return ms, nil
}

func (b *Batcher) store(ctx context.Context, ms []kafka.Message) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	return b.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		_, err := c.CopyFrom(ctx, pgx.Identifier{"click"}, []string{"k", "v"},
			pgx.CopyFromSlice(len(ms), func(i int) ([]any, error) { return []any{ms[i].Key, ms[i].Value}, nil }))
		return err
	})
}

func (b *Batcher) Run(ctx context.Context) error {
	for {
		ms, err := b.collect(ctx)
		if err != nil {
			return err
		}
		if len(ms) == 0 {
			continue
		}
		for err = b.store(ctx, ms); err != nil; err = b.store(ctx, ms) {
			slog.Error("store", "err", err, "n", len(ms))
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(3 * time.Second):
			}
		}
		if err := b.r.CommitMessages(ctx, ms...); err != nil {
			return err
		}
	}
}
