from kafka import KafkaConsumer


def lag(brokers, topic, group):
    consumer = KafkaConsumer(bootstrap_servers=brokers, group_id=group, enable_auto_commit=False)
    parts = consumer.partitions_for_topic(topic)
    if parts is None:
        return None  # expect: close-wait-leak
    total = 0
    ends = consumer.end_offsets([TopicPartition(topic, p) for p in parts])
    for tp, end in ends.items():
        total += end - (consumer.committed(tp) or 0)
    consumer.close()
    return total
