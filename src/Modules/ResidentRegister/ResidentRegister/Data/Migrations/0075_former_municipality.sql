-- Records of a municipality merged into this one are found by its code (RR-12).
create index resident_history_former_municipality on resident_register.resident_history ((record ->> 'formerMunicipality'))
    where record ->> 'formerMunicipality' is not null;
